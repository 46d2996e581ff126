"""By kind of design: the form that begins one, and the editor of what it holds."""

from workflows.designs import CASE_TYPE, RULE
from workflows.forms.designs import BeginForm, CaseTypeEditor
from workflows.forms.rules import BeginRuleForm, RuleEditor

Editor = CaseTypeEditor | RuleEditor
BEGIN: dict[str, type[BeginForm] | type[BeginRuleForm]] = {CASE_TYPE: BeginForm, RULE: BeginRuleForm}
EDITORS: dict[str, type[Editor]] = {CASE_TYPE: CaseTypeEditor, RULE: RuleEditor}
