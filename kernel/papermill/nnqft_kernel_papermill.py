"""Parameters of papermill for TypeScript notebooks.

papermill knows a few languages and has no plug-ins for more, but it loads engines by entry point.
This module is such an engine, papermill's own under another name, and registers the translation of
parameters when it is loaded. To have papermill find it, put its folder on PYTHONPATH.
"""

import json
import math
import re

from papermill.engines import NBClientEngine as Engine  # noqa: F401 (the entry point)
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators


class TypeScriptTranslator(Translator):
    """Writes parameters as `let` declarations, which cells may declare again."""

    DECLARATION = re.compile(
        r"^(?:export\s+)?(?:const|let|var)\s+(?P<name>[\w$]+)\s*(?::\s*(?P<type>[^=]+?))?\s*=\s*"
        r"(?P<value>.*?);?\s*(?://\s*(?P<help>.*))?$"
    )

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_str(cls, val):
        return json.dumps(val)

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "NaN"
        if math.isinf(val):
            return "Infinity" if val > 0 else "-Infinity"
        return repr(val)

    @classmethod
    def translate_dict(cls, val):
        fields = (f"{json.dumps(str(name))}: {cls.translate(one)}" for name, one in val.items())
        return "{ " + ", ".join(fields) + " }" if val else "{}"

    @classmethod
    def translate_list(cls, val):
        return "[" + ", ".join(cls.translate(one) for one in val) + "]"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val}"

    @classmethod
    def inspect(cls, parameters_cell):
        found = map(cls.DECLARATION.match, parameters_cell["source"].splitlines())
        return [
            Parameter(
                name=one["name"],
                inferred_type_name=(one["type"] or "None").strip(),
                default=one["value"],
                help=one["help"] or "",
            )
            for one in found
            if one
        ]


papermill_translators.register("typescript", TypeScriptTranslator)
