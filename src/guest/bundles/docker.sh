# shellcheck shell=sh disable=SC2015
# Docker, the release's own. Its socket belongs to the guest's user, who has sudo anyway: so it can be used at once, without a new connection.
docker_version() { docker version --format '{{.Server.Version}}' 2> /dev/null; }
now=$(docker_version)
[ -z "$now" ] || there "$now"
packages docker.io iptables ca-certificates
step start docker
sudo -n mkdir -p /etc/systemd/system/docker.socket.d &&
    printf '[Socket]\nSocketUser=%s\n' "$(id -un)" | sudo -n tee /etc/systemd/system/docker.socket.d/agsekit.conf > /dev/null && sudo -n usermod -aG docker "$(id -un)" || fail sudo
run sudo -n sh -c 'systemctl daemon-reload && systemctl stop docker.service && systemctl restart docker.socket && systemctl start docker.service' || fail start docker
finish "$(docker_version)"
