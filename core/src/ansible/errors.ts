import { StackError } from "../errors/stack-error.ts";
import type { TaskEnd } from "./ansible-event.ts";

export const ansibleMissing = (cause: unknown) =>
  new StackError("ansible-missing", "A role is written for Ansible, and ansible-playbook is not on this computer.", {
    hint: "Install ansible-core 2.14 or newer: apt-get install ansible-core.",
    ending: "refused",
    cause,
  });

export const ansibleTooOld = (version: string) =>
  new StackError("ansible-too-old", `ansible-playbook is of version ${version}; 2.14 or newer is needed.`, {
    hint: "Install a newer ansible-core.",
    ending: "refused",
  });

export const playbookBroken = (role: string, file: string, said: string) =>
  new StackError("playbook-broken", `The playbook of role ${role} cannot be run: ${said}`, { location: { file } });

export const ansibleTaskFailed = (role: string, { machine, task, event, message }: TaskEnd) =>
  new StackError(
    "ansible-task-failed",
    `Role ${role} on ${machine}: task "${task}" ${event === "unreachable" ? "did not reach it" : "failed"}: ${message}`,
    {
      hint: /python3?: (command )?not found|interpreter/i.test(message)
        ? "Ansible needs Python 3 on the machine; the package python3 of its repositories brings it."
        : undefined,
    },
  );

export const wrongPublication = (role: string, machine: string, reason: string) =>
  new StackError("wrong-publication", `Role ${role} on ${machine}: set_stats ${reason}.`, {
    hint: "Declare the value with its schema under publishes in role.yml.",
  });

export const galaxyFailed = (file: string, said: string) =>
  new StackError("galaxy-failed", `ansible-galaxy could not install what the file asks for: ${said}`, {
    hint: "Without the internet, let it name archives that lie beside it, or git repositories within reach.",
    location: { file },
  });
