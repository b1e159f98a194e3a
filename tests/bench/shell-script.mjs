import { createHash } from "node:crypto";

const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

const step = (check, change) =>
  `if ${check}; then echo ok; elif { ${change}; }; then echo changed; else echo failed; exit 1; fi`;
const file = (path, mode, text) =>
  step(
    `[ "$(stat -c %a ${path} 2>/dev/null)" = ${mode} ] && echo "${sha256(text)}  ${path}" | sha256sum -c --status 2>/dev/null`,
    `printf %s ${quote(text)} >${path}.new && chmod ${mode} ${path}.new && mv ${path}.new ${path}`,
  );
const directory = (path, mode, owner) =>
  step(
    `[ "$(stat -c '%a:%U:%G' ${path} 2>/dev/null)" = ${mode}:${owner} ]`,
    `mkdir -p ${path} && chown ${owner} ${path} && chmod ${mode} ${path}`,
  );
const package_ = (name) =>
  step(
    `[ "$(dpkg-query -W -f '\${db:Status-Status}' ${name} 2>/dev/null)" = installed ]`,
    `apt-get install -y ${name}`,
  );
const service = (name, enabled) =>
  step(
    `systemctl -q is-active ${name}${enabled ? ` && systemctl -q is-enabled ${name}` : ""}`,
    `systemctl start ${name}`,
  );
const line = (path, match, text) =>
  step(
    `grep -qxF ${quote(text)} ${path}`,
    `if grep -q ${quote(match)} ${path}; then sed -i ${quote(`s|${match}.*|${text}|`)} ${path}; else echo ${quote(text)} >>${path}; fi`,
  );

/** The same twenty things as one script by hand: the floor that tools are measured against. */
export const shellScript = (machine) =>
  [
    step("getent group benchgrp >/dev/null", "groupadd -g 4100 benchgrp"),
    step(
      '[ "$(getent passwd bench)" = bench:x:4100:4100::/opt/bench:/usr/sbin/nologin ]',
      "useradd -M -u 4100 -g benchgrp -d /opt/bench -s /usr/sbin/nologin bench",
    ),
    directory("/opt/bench", "750", "root:root"),
    directory("/var/lib/bench", "700", "bench:benchgrp"),
    file("/opt/bench/app.conf", "640", `[app]\nhost = ${machine}\nport = 8080\nworkers = 4\n`),
    file("/opt/bench/db.conf", "600", `[db]\nclient = ${machine}\nurl = postgres://db.internal/app\npool = 10\n`),
    file("/opt/bench/run.sh", "755", '#!/bin/sh\nexec /usr/bin/true "$@"\n'),
    file("/etc/motd", "644", "This machine is managed.\n"),
    file("/etc/profile.d/bench.sh", "644", "export BENCH=1\n"),
    ...["openssh-server", "sudo", "ca-certificates"].map(package_),
    service("ssh", true),
    service("dbus", false),
    service("systemd-logind", false),
    line("/etc/login.defs", "^UMASK", "UMASK 027"),
    line("/etc/bash.bashrc", "^HISTSIZE=", "HISTSIZE=5000"),
    line("/etc/security/limits.conf", "^bench ", "bench soft nofile 65536"),
    step("test -x /usr/bin/sudo", "false"),
    step("/usr/sbin/sshd -t", "false"),
  ].join("\n");

/** Undoes the workload, so that a first apply can be measured again. */
export const resetScript = `userdel bench 2>/dev/null; groupdel benchgrp 2>/dev/null
rm -rf /opt/bench /var/lib/bench /etc/profile.d/bench.sh; echo x >/etc/motd
sed -i 's/^UMASK.*/UMASK 022/' /etc/login.defs; sed -i '/^HISTSIZE=/d' /etc/bash.bashrc; sed -i '/^bench /d' /etc/security/limits.conf; true`;
