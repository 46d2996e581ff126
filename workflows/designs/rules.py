"""Automation rules, as a kind of design. None of what a rule does ends, answers or signs anything or moves a term."""

from django.utils.translation import gettext_lazy as _

from workflows.designs.kinds import Kind, register
from workflows.designs.rule_lines import lines
from workflows.designs.rule_objections import objections
from workflows.designs.rule_shapes import read

RULE = register(Kind(code="rule", title=_("automation rule"), read=read, objections=objections, lines=lines)).code
