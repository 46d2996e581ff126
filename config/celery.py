"""The worker's application; what it does is named in the settings' schedule and in the rooms' tasks modules."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("mezhved")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
