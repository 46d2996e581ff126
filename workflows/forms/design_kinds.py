"""The forms of each kind of design: what begins one, and the editor of what it holds."""

from collections.abc import Callable
from typing import Any

from django import forms

from agencies.models import Agency
from workflows.designs import CASE_TYPE, REASONS, ROUTE, RULE, Content
from workflows.forms.design_reasons import BeginReasonsForm, ReasonsEditor
from workflows.forms.design_routes import BeginRouteForm, RouteEditor
from workflows.forms.design_rows import Editor
from workflows.forms.designs import BeginForm, CaseTypeEditor
from workflows.forms.rules import BeginRuleForm, RuleEditor

BEGIN: dict[str, Any] = {CASE_TYPE: BeginForm, ROUTE: BeginRouteForm, REASONS: BeginReasonsForm, RULE: BeginRuleForm}
EDITORS: dict[str, Callable[[Agency, Content, Any], Editor]] = {
    CASE_TYPE: CaseTypeEditor,
    ROUTE: RouteEditor,
    REASONS: ReasonsEditor,
    RULE: RuleEditor,
}


def begin_forms(data: Any, chosen: str) -> dict[str, forms.Form]:
    """A form a kind that begins a design of it; the chosen kind's has what was sent. Rules have a page of their own."""
    return {
        kind: form(data if kind == chosen else None, auto_id="id_%s" if kind == CASE_TYPE else f"id_{kind}_%s")
        for kind, form in BEGIN.items()
        if kind != RULE
    }
