"""The quick kernels of the tests are kernels like any other; else what is run in them would prove nothing."""

import os
import sys

import psutil
import pytest
from jupyter_client.manager import start_new_kernel

from tests import kernels

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere kernels start as ever")


@pytest.fixture
def kernel(tmp_path):
    manager, client = start_new_kernel(cwd=str(tmp_path), env={**os.environ, "SOME": "thing"})
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def said(client, code):
    """What a cell prints, or the name of its error."""
    found = []

    def hear(message):
        content = message["content"]
        found.append(content.get("text") or content.get("ename") or "")

    client.execute_interactive(code, output_hook=hear, timeout=60)
    return "".join(found)


def test_a_quick_kernel_has_its_own_folder_and_environment_and_nothing_of_the_course(kernel, tmp_path):
    manager, client = kernel
    assert isinstance(manager.provisioner.process, kernels.Kernel)
    assert said(client, "import os, sys; print(os.getcwd(), os.environ['SOME'])") == f"{tmp_path} thing\n"
    code = "print([name for name in sys.modules if name.startswith(('backprop', 'tests', 'pytest'))])"
    assert said(client, code) == "[]\n"
    assert said(client, "print('' in sys.path, os.getpgid(0) == os.getpid())") == "True True\n"
    assert said(client, "1 / 0") == "ZeroDivisionError"


def test_a_quick_kernel_can_be_interrupted(kernel):
    _, client = kernel
    code = "import os, signal; os.kill(os.getpid(), signal.SIGINT)\nwhile True: pass"
    assert said(client, code) == "KeyboardInterrupt"
    assert said(client, "print('goes on')") == "goes on\n"


def test_how_a_quick_kernel_ended_is_known(kernel):
    manager, client = kernel
    client.execute("import os; os._exit(3)")
    assert manager.provisioner.process.wait() == 3
    assert not manager.is_alive()


def test_a_quick_kernel_ends_with_who_holds_it(kernel):
    manager, _ = kernel
    process = psutil.Process(manager.provisioner.pid)
    manager.provisioner.process.line.close()
    assert psutil.wait_procs([process], timeout=30)[0]
    manager.provisioner.process.returncode = -9
