"""What a view sends to its page leaves the Jupyter server at once.

The system holds a small packet back until the one before has been acknowledged (Nagle's algorithm), and a browser
takes up to 40 ms for that: most of the time from the finger to new pixels while a weight is dragged. So the server's
line to the page is told to hold nothing back (TCP_NODELAY).

A package of its own: a server has no use for the course's NumPy.
"""


def _jupyter_server_extension_points():
    return [{"module": "backprop_server"}]


def _load_jupyter_server_extension(app):
    """Called by Jupyter's server when it starts; jupyter_server_config.json tells it to."""
    settings = app.web_app.settings
    settings["kernel_websocket_connection_class"] = at_once(settings["kernel_websocket_connection_class"])


def at_once(connection):
    """The same class of connections between a page and its kernel, but that nothing is held back."""

    class AtOnce(connection):
        async def connect(self):
            self.websocket_handler.set_nodelay(True)
            return await super().connect()

    return AtOnce
