# Prints the messages with which ipywidgets and anywidget open their models, as JSON, by kind.
import json

import anywidget
import comm
import ipywidgets
import ipywidgets.widgets.widget

sent = []


class RecordingComm(comm.base_comm.BaseComm):
    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        sent.append({"type": msg_type, "data": data, "metadata": metadata, **keys})


comm.create_comm = RecordingComm


class Model(anywidget.AnyWidget):
    _esm = "export default {}"
    _css = "b {}"


makers = {
    "slider": lambda: ipywidgets.FloatSlider(value=0, min=0, max=1),
    "rangeSlider": lambda: ipywidgets.FloatRangeSlider(value=[0, 1], min=0, max=1),
    "logSlider": lambda: ipywidgets.FloatLogSlider(value=1, min=0, max=2),
    "select": lambda: ipywidgets.Dropdown(options=["a", "b"]),
    "toggle": ipywidgets.Checkbox,
    "text": ipywidgets.Text,
    "number": ipywidgets.FloatText,
    "button": ipywidgets.Button,
    "progress": lambda: ipywidgets.FloatProgress(min=0, max=1),
    "output": ipywidgets.Output,
    "hbox": ipywidgets.HBox,
    "vbox": ipywidgets.VBox,
    "tabs": lambda: ipywidgets.Tab([ipywidgets.HBox()], titles=["t"]),
    "accordion": lambda: ipywidgets.Accordion([ipywidgets.HBox()], titles=["t"], selected_index=0),
    "widget": Model,
}
recorded = {}
for kind, make in makers.items():
    sent.clear()
    make()
    recorded[kind] = [message for message in sent if message["type"] == "comm_open"]
print(json.dumps(recorded))
