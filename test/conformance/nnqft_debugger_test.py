"""The debugger as clients in Python see it: DAP's messages by jupyter_client, checked step by step."""

import time

from jupyter_client.manager import KernelManager

LONGEST_WAIT = 300  # seconds; against hangs alone

CELL = """const start: number = 20
const wait = (x: number) => new Promise<number>((done) => setTimeout(() => done(x), 5))
let sum = start + 1
sum += await wait(1)
sum"""


class Debugger:
    def __init__(self, manager, client):
        self.manager, self.client, self.seq = manager, client, 0

    def ask(self, command, **arguments):
        """The body of the response to a request."""
        self.seq += 1
        content = {"type": "request", "seq": self.seq, "command": command, "arguments": arguments}
        message = self.client.session.msg("debug_request", content)
        self.client.control_channel.send(message)
        while True:
            reply = self.client.get_control_msg(timeout=LONGEST_WAIT)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                break
        assert reply["header"]["msg_type"] == "debug_reply", reply["header"]
        response = reply["content"]
        assert response["request_seq"] == self.seq and response["command"] == command, response
        assert response["success"], response
        return response["body"]

    def published(self, fits, cell=None):
        """The next message on iopub that fits, of a cell if one is given."""
        end = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < end:
            message = self.client.get_iopub_msg(timeout=LONGEST_WAIT)
            is_other = cell not in (None, message["parent_header"].get("msg_id"))
            if not is_other and fits(message["header"]["msg_type"], message["content"]):
                return message["content"]
        raise TimeoutError

    def event(self, name):
        is_it = lambda kind, content: kind == "debug_event" and content["event"] == name
        return self.published(is_it)["body"]

    def reply(self, cell):
        """The reply to a cell, when all is over: what is sent sooner after a failed one is aborted."""
        while True:
            message = self.client.get_shell_msg(timeout=LONGEST_WAIT)
            if message["parent_header"].get("msg_id") == cell:
                break
        self.published(lambda _, content: content.get("execution_state") == "idle", cell)
        return message["content"]

    def result(self, code):
        cell = self.client.execute(code)
        shown = self.published(lambda kind, _: kind in ("execute_result", "error"), cell)
        assert self.reply(cell)["status"] == "ok", shown
        return shown["data"]["text/plain"]

    def top(self):
        return self.ask("stackTrace", threadId=1)["stackFrames"][0]

    def step(self, command):
        self.ask(command, threadId=1)
        self.event("stopped")
        return self.top()["line"]


def steps_through_a_cell(debugger):
    info = debugger.ask("debugInfo")
    assert info["isStarted"] is False and info["hashMethod"] == "Murmur2", info
    debugger.ask("initialize", clientID="test", adapterID="nnqft", linesStartAt1=True)
    debugger.ask("attach")
    debugger.event("initialized")
    path = debugger.ask("dumpCell", code=CELL)["sourcePath"]
    assert path.startswith(info["tmpFilePrefix"]) and path.endswith(info["tmpFileSuffix"]), path
    source = {"path": path}
    set_ = debugger.ask("setBreakpoints", source=source, breakpoints=[{"line": 3}])["breakpoints"]
    assert [(one["line"], one["verified"]) for one in set_] == [(3, True)], set_
    debugger.ask("configurationDone")
    cell = debugger.client.execute(CELL)
    stop = debugger.event("stopped")
    assert stop["reason"] == "breakpoint" and stop["threadId"] == 1, stop
    frame = debugger.top()
    assert frame["line"] == 3 and frame["source"]["path"] == path, frame
    scopes = debugger.ask("scopes", frameId=frame["id"])["scopes"]
    reference = scopes[0]["variablesReference"]
    variables = debugger.ask("variables", variablesReference=reference)["variables"]
    values = {one["name"]: (one["value"], one["type"]) for one in variables}
    assert values["start"][0] == "20", values
    assert debugger.step("next") == 4
    given = {"expression": "sum += 100", "frameId": debugger.top()["id"]}
    assert debugger.ask("evaluate", **given)["result"] == "121"
    assert debugger.step("next") == 5
    debugger.ask("setBreakpoints", source=source, breakpoints=[])
    debugger.ask("continue", threadId=1)
    shown = debugger.published(lambda kind, _: kind == "execute_result", cell)
    assert shown["data"]["text/plain"] == "122", shown
    assert debugger.reply(cell)["status"] == "ok"


def interrupts_a_stopped_cell(debugger):
    cell = debugger.client.execute("let kept = 1\nkept = 2\ndebugger\nkept = 3")
    debugger.event("stopped")
    debugger.manager.interrupt_kernel()
    debugger.event("continued")
    assert debugger.reply(cell)["ename"] == "KeyboardInterrupt"
    assert debugger.ask("debugInfo")["stoppedThreads"] == []
    assert debugger.result("kept") == "2"


def restarts_with_a_stopped_cell(debugger):
    debugger.client.execute("debugger")
    debugger.event("stopped")
    debugger.manager.restart_kernel()
    debugger.client.wait_for_ready(timeout=LONGEST_WAIT)
    assert debugger.ask("debugInfo")["isStarted"] is False
    assert debugger.result("typeof (globalThis as any).kept") == "'undefined'"


def main():
    manager = KernelManager(kernel_name="nnqft")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=LONGEST_WAIT)
    try:
        debugger = Debugger(manager, client)
        for part in (steps_through_a_cell, interrupts_a_stopped_cell, restarts_with_a_stopped_cell):
            part(debugger)
            print(part.__name__, flush=True)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main()
