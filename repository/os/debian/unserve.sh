# Ends the repository's service on this machine. What it served stays, for the next `repo create`.
unit=/etc/systemd/system/lambdastack-repository.service
[ -e "$unit" ] || exit 0
systemctl disable -q --now lambdastack-repository || fail "lambdastack-repository could not be stopped"
rm -f "$unit"
systemctl daemon-reload
