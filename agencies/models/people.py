"""People with their posts; the accounts of the program."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.units import Agency, Unit
from history import clock
from history.models import TrackedModel
from history.prepared import Given, Prepared


class Role(models.TextChoices):
    """What a post is for; `agencies.rules` says what each may see and do."""

    LEADER = "leader", _("head of the agency")
    UNIT_HEAD = "unit_head", _("head of a unit")
    EXECUTOR = "executor", _("executor")
    CLERK = "clerk", _("records clerk")
    CONTROLLER = "controller", _("controller")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class Position(models.TextChoices):
    """What a post is among the posts of its unit; rights come from its `Role` alone."""

    HEAD = "head", _("head")
    DEPUTY = "deputy", _("deputy head")
    MEMBER = "member", _("member")


class Sex(models.TextChoices):
    """Grammatical gender of a person's names in letters."""

    FEMALE = "f", _("female")
    MALE = "m", _("male")


class EmployeeManager(BaseUserManager["Employee"]):
    """Accounts by login, and people as questions."""

    def get_by_natural_key(self, username: str | None) -> "Employee":
        """The account of a login, whatever the case of its letters."""
        return self.get(username__iexact=username)

    def of_agency(self, agency: Agency) -> "models.QuerySet[Employee]":
        """Those who hold or ever held a post there."""
        posts = Post.objects.filter(employee=models.OuterRef("pk"), unit__agency=agency)
        return self.filter(models.Exists(posts))

    def visible_to(self, employee: "Employee") -> "models.QuerySet[Employee]":
        """Those who hold or ever held a post in an agency where the person holds one today."""
        keys = {post.unit.agency_id for post in employee.current_posts}
        return self.filter(models.Exists(Post.objects.filter(employee=models.OuterRef("pk"), unit__agency__in=keys)))


class Employee(TrackedModel, AbstractBaseUser):
    """A person who works in an agency and signs in. What they may do follows from their posts."""

    SECRET = frozenset({"password"})
    VOLATILE: ClassVar[dict[str, str]] = {"last_login": "each signing in is an act"}

    username = models.CharField(_("login"), max_length=60, unique=True)
    last_name = models.CharField(_("surname"), max_length=80)
    first_name = models.CharField(_("first name"), max_length=80)
    patronymic = models.CharField(_("patronymic"), max_length=80, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    personnel_number = models.CharField(_("personnel number"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["last_name", "first_name"]

    objects: ClassVar[EmployeeManager] = EmployeeManager()

    class Meta:
        verbose_name = _("employee")

    def __str__(self) -> str:
        return self.short_name

    @property
    def short_name(self) -> str:
        """Surname and initials: «Сомова И. П.»."""
        return " ".join([self.last_name, *(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)])

    @property
    def initials_first(self) -> str:
        """Initials and surname, as under a signature: «И. П. Сомова»."""
        return " ".join([*(f"{part[0]}." for part in (self.first_name, self.patronymic) if part), self.last_name])

    @property
    def full_name(self) -> str:
        """All names in full."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    def get_full_name(self) -> str:
        """Django's name of the same."""
        return self.full_name

    @property
    def actor_key(self) -> int:
        """The person's number in the record."""
        return int(self.pk)

    @property
    def actor_name(self) -> str:
        """Name and main post, as the record keeps them for good."""
        post = self.main_post
        return f"{self.short_name}, {post.title}" if post else self.short_name

    @property
    def agency_key(self) -> int | None:
        """To whose record acts on the person belong; None for a person without a post."""
        return self.main_post.unit.agency_id if self.main_post else None

    @property
    def reading_ground(self) -> str:
        """By which posts the person sees papers, as the audit of reading keeps it: their roles of today."""
        return ", ".join(sorted({post.role for post in self.current_posts}))

    @cached_property
    def current_posts(self) -> "tuple[Post, ...]":
        """Posts held today, the main one first; one query, kept for the life of this object."""
        posts = tuple(_POSTS.all(employee=self, day=clock.today()))
        for post in posts:
            post.employee = self
        return posts

    @cached_property
    def current_substitutions(self) -> "tuple[tuple[int, str], ...]":
        """For whom the person stands in today, and in which `Work`; one query, kept for the life of this object."""
        return tuple(self.substitutions.in_force().order_by("id").values_list("absence__employee_id", "work"))

    @property
    def main_post(self) -> "Post | None":
        """The post that the person is shown with; None before the first appointment and after dismissal."""
        return self.current_posts[0] if self.current_posts else None

    @property
    def agency(self) -> Agency:
        """The agency of the main post.

        Raises:
            Agency.DoesNotExist: the person holds no post today.
        """
        if self.main_post is None:
            raise Agency.DoesNotExist("no post")
        return self.main_post.unit.agency

    def has_perm(self, _perm: str, _obj: Any = None) -> bool:
        """Rights come from `agencies.rules` alone."""
        return False


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by date."""

    def current(self, on: date | Given | None = None) -> "PostQuerySet":
        """Posts held on that day (today if none is given) by active people."""
        day = on or clock.today()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, employee__is_active=True)

    def not_ended(self, on: date) -> "PostQuerySet":
        """Posts held on that day or later, whether or not the account is open."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def visible_to(self, employee: Employee) -> "PostQuerySet":
        """Those of the agencies in which the person holds a post today."""
        return self.filter(unit__agency__in={post.unit.agency_id for post in employee.current_posts})


class Post(TrackedModel):
    """A person's post in a unit, with its dates. An acting head's post names the order that appointed them."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="posts", verbose_name=_("employee"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    title = models.CharField(_("post"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    position = models.CharField(
        _("place in the unit"), max_length=10, choices=Position.choices, default=Position.MEMBER
    )
    is_main = models.BooleanField(_("main post"), default=True)
    share = models.PositiveSmallIntegerField(_("share of a full post, per cent"), default=100)
    is_acting = models.BooleanField(_("acting"), default=False)
    acting_order = models.CharField(_("order of appointment as acting"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="post_ends_after_start",
                violation_error_code="post-ends-before-start",
                violation_error_message=_("The post would end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=100),
                name="post_share_in_range",
                violation_error_code="share-out-of-range",
                violation_error_message=_("Name from 1 to 100 per cent."),
            ),
            models.CheckConstraint(
                condition=Q(is_acting=False) | ~Q(acting_order=""),
                name="acting_by_an_order",
                violation_error_code="acting-without-order",
                violation_error_message=_("An acting head is appointed by an order: name it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit.name}"

    def overlaps(self, other: "Post") -> bool:
        """Whether both are held on some day."""
        ends_after = self.ends_on is None or self.ends_on >= other.starts_on
        return ends_after and (other.ends_on is None or other.ends_on >= self.starts_on)


_POSTS = Prepared(
    lambda: (
        Post.objects.current(Given("day"))
        .filter(employee=Given("employee"))
        .select_related("unit", "unit__agency")
        .order_by("-is_main", "id")
    )
)
