# shellcheck shell=sh disable=SC2034
# Whether the place an agent comes from answers, before minutes are spent on what it needs. $3: the kind of installer. $4: the package or address.
address=$4
if [ "$3" = pip ]; then
    index=$(sed -n 's/^index-url *= *//p' /etc/pip.conf 2> /dev/null | tail -n 1)
    index=${index:-https://pypi.org/simple}
    address=${index%/}/$4/
fi
reach "$address"
say "there" 1
