/**
 * Prints what happens as one JSON object a line. It also ends the whole process group when it is told to (SIGTERM) or
 * when the program that started it is gone, and takes the folder with the variables along then.
 */
export const callbackPlugin = `
import json
import os
import shutil
import signal
import threading
import time

from ansible import context
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = '''
name: lambdastack
type: stdout
short_description: events for LambdaStack
description: One JSON object a line.
'''

PARENT = os.getppid()


def end_all(*_):
    shutil.rmtree(os.environ["LAMBDASTACK_PRIVATE"], ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def watch_parent():
    while os.getppid() == PARENT:
        time.sleep(0.2)
    end_all()


def is_unknown(result, task, is_skipped):
    items = result.get("results")
    if isinstance(items, list) and items:
        return any(is_unknown(item, task, item.get("skipped")) for item in items if isinstance(item, dict))
    if not is_skipped:
        return False
    if "skip_reason" in result or "skipped_reason" in result:
        return "ansible_check_mode" in str(task.when)
    return True


def diffs_of(result):
    items = result.get("results")
    found = [result.get("diff")] if not isinstance(items, list) else [item.get("diff") for item in items if isinstance(item, dict)]
    flat = []
    for diff in found:
        flat.extend(diff if isinstance(diff, list) else [diff])
    return [diff for diff in flat if isinstance(diff, dict) and diff]


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "lambdastack"

    def __init__(self):
        super().__init__()
        if os.getpgrp() == os.getpid():
            signal.signal(signal.SIGTERM, end_all)
            threading.Thread(target=watch_parent, daemon=True).start()

    def say(self, event, **fields):
        print(json.dumps(dict(event=event, **fields), default=str), flush=True)

    def ended(self, event, outcome, **more):
        result, task = outcome._result, outcome._task
        if "ansible_stats" in result:
            self.say("published", machine=outcome._host.get_name(), values=result["ansible_stats"].get("data") or {})
        text = [str(result[key]) for key in ("msg", "module_stderr", "stderr", "module_stdout") if result.get(key)]
        self.say(
            event,
            machine=outcome._host.get_name(),
            task=outcome.task_name or task.get_name(),
            action=task.action,
            changed=bool(result.get("changed")),
            unknown=bool(context.CLIARGS.get("check")) and is_unknown(result, task, event == "skipped"),
            diff="\\n".join(self._get_diff(diffs_of(result)).splitlines()) if diffs_of(result) else "",
            message="\\n".join(text),
            **more,
        )

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.say("task", task=task.get_name(), action=task.action)

    def v2_playbook_on_handler_task_start(self, task):
        self.say("task", task=task.get_name(), action=task.action)

    def v2_runner_on_ok(self, result):
        self.ended("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.ended("failed", result, ignored=bool(ignore_errors))

    def v2_runner_on_skipped(self, result):
        self.ended("skipped", result)

    def v2_runner_on_unreachable(self, result):
        self.ended("unreachable", result)
`;
