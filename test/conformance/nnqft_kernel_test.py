"""The conformance suite of jupyter_kernel_test, with samples in TypeScript.

Nothing is left out but the pager, which belongs to IPython.
"""

import unittest

import jupyter_kernel_test


class NnqftKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "nnqft"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    code_generate_error = "throw new Error('as asked')"
    code_clear_output = "Jupyter.clearOutput()"
    code_inspect_sample = "Math.max"
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")

    completion_samples = [
        {"text": "Math.hyp", "matches": {"hypot"}},
        {"text": "Number.isSafeI", "matches": {"isSafeInteger"}},
        {"text": "'🙂'.codePointA", "matches": {"codePointAt"}},
    ]
    complete_code_samples = ["1", "const a: number = 1", "function f() {\n  return 1\n}", "await null"]
    incomplete_code_samples = ["function f() {", "const a = [1,", "`open", "if (true) {", "/* open"]
    invalid_code_samples = ["const = 1", "1 +* 2", "}"]

    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
        {"code": "await Promise.resolve('text')", "result": "'text'"},
        {"code": "Jupyter.html('<b>1</b>')", "mime": "text/html", "result": "<b>1</b>"},
    ]
    code_display_data = [
        {"code": "display(Jupyter.html('<b>1</b>'))", "mime": "text/html"},
        {"code": "display(Jupyter.markdown('*1*'))", "mime": "text/markdown"},
        {"code": "display({ a: 1 })", "mime": "text/plain"},
        {
            "code": "display(Jupyter.vegaLite({ mark: 'point' }))",
            "mime": "application/vnd.vegalite.v5+json",
        },
    ]


if __name__ == "__main__":
    unittest.main(verbosity=2)
