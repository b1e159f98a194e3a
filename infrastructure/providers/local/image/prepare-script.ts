/**
 * Run by mmdebstrap with the image's root as its argument, when all packages are in place. What makes a machine
 * itself (host keys, machine id, name) is taken out; what would disturb or slow it down is switched off.
 */
export const prepareScript = `#!/bin/sh
set -eu
root=$1
rm -f "$root"/etc/ssh/ssh_host_* "$root"/etc/hostname "$root"/etc/resolv.conf "$root"/var/lib/dbus/machine-id
: >"$root/etc/machine-id"
: >"$root/etc/resolv.conf"
units=$root/etc/systemd/system
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \\
  console-getty.service getty.target systemd-firstboot.service systemd-networkd.service; do
  ln -sf /dev/null "$units/$unit"
done
rm -f "$units"/multi-user.target.wants/e2scrub_reap.service
mkdir -p "$units/ssh.service.d" "$root/etc/ssh/sshd_config.d" "$root/etc/systemd/journald.conf.d"
# An SSH banner then means that logins work: users are let in before sshd listens.
printf '[Unit]\\nAfter=systemd-user-sessions.service\\n' >"$units/ssh.service.d/after-logins.conf"
cat >"$root/etc/ssh/sshd_config.d/machine.conf" <<'END'
HostKey /etc/ssh/ssh_host_ed25519_key
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UseDNS no
MaxStartups 100:30:200
MaxSessions 20
END
printf '[Journal]\\nStorage=persistent\\nSystemMaxUse=64M\\n' >"$root/etc/systemd/journald.conf.d/machine.conf"
chroot "$root" usermod --password '*' root
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/log/*.log "$root"/tmp/*
`;
