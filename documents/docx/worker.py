"""Fills one docx form and ends. Started by `documents.docx` as a program of its own; imports nothing of ours.

Reads JSON: the form in base64, the values of fields or null to learn which fields there are, the names of lists. Writes
JSON: the names of the fields with the filled form in base64, or the code of a refusal and where it was.
"""

import base64
import io
import json
import re
import resource
import sys
import zipfile
from typing import Any, NoReturn

CPU_SECONDS = 10
MEMORY = 1024 * 1024 * 1024
UNPACKED = 20 * 1024 * 1024
ENTRIES = 500
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ACTIVE = re.compile(r"vbaproject|vbadata|activex|embeddings/|oleobject|afchunk|\.bin$", re.IGNORECASE)
# Fields of the word processor that show a number, a day or a place of the same document.
HARMLESS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "DATE", "TIME", "TOC", "REF", "PAGEREF", "SEQ", "SYMBOL"}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
OF_LOOP = {"first", "last", "index"}


class Refused(Exception):
    """The form is not taken."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where[:200]


def require_harmless(form: bytes) -> None:
    """Refuse what is no docx, or reaches out of itself."""
    with zipfile.ZipFile(io.BytesIO(form)) as archive:
        entries = archive.infolist()
        if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
            raise Refused("docx-too-large")
        for entry in entries:
            if ACTIVE.search(entry.filename):
                raise Refused("docx-active", entry.filename)
            if entry.filename.lower().endswith((".xml", ".rels")):
                require_harmless_part(entry.filename, archive.read(entry))
        if MAIN not in archive.read("[Content_Types].xml").decode():
            raise Refused("docx-broken")
        archive.getinfo("word/document.xml")


def require_harmless_part(name: str, content: bytes) -> None:
    """Refuse a part with a DOCTYPE, with references to other files, or with fields that load something."""
    from lxml import etree  # noqa: PLC0415  # under the limits, as everything that reads the form

    text = content.decode("utf-8-sig")
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise Refused("docx-broken", name)
    if name == "[Content_Types].xml" and "macroenabled" in text.lower():
        raise Refused("docx-active", name)
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    if name.endswith(".rels"):
        for relation in root:
            if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
                raise Refused("docx-active", relation.get("Target", name))
        return
    instruction = ""
    for node in root.iter(f"{WORD}fldChar", f"{WORD}instrText", f"{WORD}fldSimple", f"{WORD}altChunk"):
        if node.tag == f"{WORD}altChunk":
            raise Refused("docx-active", name)
        if node.tag == f"{WORD}fldSimple":
            require_harmless_field(node.get(f"{WORD}instr", ""))
        elif node.tag == f"{WORD}instrText":
            instruction += node.text or ""
        else:
            require_harmless_field(instruction)
            instruction = ""
    require_harmless_field(instruction)


def require_harmless_field(instruction: str) -> None:
    """Refuse a field of the word processor that loads or runs something."""
    words = instruction.split()
    if words and words[0].upper() not in {*HARMLESS, "HYPERLINK"}:
        raise Refused("docx-active", words[0])


class Grammar:
    """What of Jinja a form may use; the names of the fields that it uses are in ``names``."""

    def __init__(self, lists: set[str]) -> None:
        from jinja2 import nodes  # noqa: PLC0415

        self.nodes, self.lists = nodes, lists
        self.names: set[str] = set()

    def require_plain(self, body: list[Any], known: set[str]) -> None:
        """Refuse all but texts, fields, conditions and lists; ``known`` are the names that a list gave."""
        for node in body:
            if isinstance(node, self.nodes.Output):
                for part in node.nodes:
                    if not isinstance(part, self.nodes.TemplateData):
                        self.require_value(part, known)
            elif isinstance(node, self.nodes.If):
                self.require_condition(node.test, known)
                for some in (node.body, node.elif_, node.else_):
                    self.require_plain(some, known)
            elif isinstance(node, self.nodes.For):
                self.require_repeated(node, known)
            else:
                self.refuse(node)

    def require_condition(self, node: Any, known: set[str]) -> None:
        """Refuse all but fields with «not», «and», «or»."""
        if isinstance(node, self.nodes.Not):
            self.require_condition(node.node, known)
        elif isinstance(node, self.nodes.And | self.nodes.Or):
            self.require_condition(node.left, known)
            self.require_condition(node.right, known)
        else:
            self.require_value(node, known)

    def require_value(self, node: Any, known: set[str]) -> None:
        """Refuse all but a field, a name that a list gave, and the place in the list."""
        if isinstance(node, self.nodes.Name):
            if node.name not in known:
                self.names.add(node.name)
        elif not self.is_of_loop(node, known):
            self.refuse(node)

    def is_of_loop(self, node: Any, known: set[str]) -> bool:
        """Whether it asks for the place in the list: «loop.index»."""
        is_asked = isinstance(node, self.nodes.Getattr) and isinstance(node.node, self.nodes.Name)
        return is_asked and "loop" in known and node.node.name == "loop" and node.attr in OF_LOOP

    def require_repeated(self, node: Any, known: set[str]) -> None:
        """Refuse all but a list outside of other lists: one inside another multiplies, and would never end."""
        is_list = isinstance(node.iter, self.nodes.Name) and node.iter.name in self.lists
        is_simple = isinstance(node.target, self.nodes.Name) and node.test is None and not node.recursive
        if not is_list or not is_simple or known:
            self.refuse(node)
        self.names.add(node.iter.name)
        self.require_plain(node.body, {node.target.name, "loop"})
        self.require_plain(node.else_, known)

    def refuse(self, node: Any) -> NoReturn:
        """Name what is not allowed."""
        raise Refused("docx-forbidden", type(node).__name__)


def environment(grammar: Grammar) -> Any:
    """A sandboxed Jinja that looks at each text by the grammar before it is made into a program."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    class FieldsOnly(ImmutableSandboxedEnvironment):
        """Parses what the grammar allows."""

        def _parse(self, source: str, name: str | None, filename: str | None) -> Any:
            tree = super()._parse(source, name, filename)
            grammar.require_plain(tree.body, set())
            return tree

    return FieldsOnly(autoescape=True)


def clean(value: Any) -> Any:
    """A value without signs that XML does not have."""
    return [clean(one) for one in value] if isinstance(value, list) else CONTROL.sub("", str(value))


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """What is written back."""
    form = base64.b64decode(asked["form"])
    require_harmless(form)
    from docxtpl import DocxTemplate  # noqa: PLC0415

    grammar = Grammar(set(asked["lists"]))
    values = {name: clean(value) for name, value in (asked["values"] or {}).items()}
    document = DocxTemplate(io.BytesIO(form))
    document.render(values, environment(grammar), autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return {"names": sorted(grammar.names), "docx": base64.b64encode(made.getvalue()).decode()}


def main() -> None:
    """Read, answer, end. Whatever goes wrong inside the form is the form's fault."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.load(sys.stdin)
    try:
        told = answer(asked)
    except Refused as refused:
        told = {"refused": refused.code, "where": refused.where}
    except MemoryError:
        told = {"refused": "docx-too-slow"}
    except Exception as error:  # a form that somebody wrote breaks the reader in any way it likes
        said = str(error) if type(error).__name__ == "TemplateSyntaxError" else ""
        told = {"refused": "docx-broken", "where": said[:200]}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
