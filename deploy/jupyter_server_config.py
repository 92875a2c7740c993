"""What each student's Jupyter server is told, on every hub: it lies in etc/jupyter/ of the environment in which the
servers run (deploy/Dockerfile puts it there; docs/hub.md says how on other hubs)."""

c = get_config()  # noqa: F821 - Jupyter gives it

# A kernel is half of what a student costs, and a notebook that nobody has touched for an hour is a kernel for nothing.
# It ends, also where its notebook is still open in a tab: the views show their stored pictures then, and *Run All*
# brings them back. A cell that still runs is never ended.
c.MappingKernelManager.cull_idle_timeout = 3600  # seconds; without this line: never
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = True

# As in tools/start.py: many share one machine, so what a server and its kernels say to each other is encrypted; and no
# server asks an outside address for anything (no catalogue of extensions, no search for language servers).
c.MappingKernelManager.transport_encryption = "auto"
c.LabApp.extension_manager = "readonly"
c.LanguageServerManager.autodetect = False
