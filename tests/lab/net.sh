# SPDX-License-Identifier: MIT
# net.sh - the network of a scenario and the words it is written with (see README.md).
#
#   a..f 192.168.77.11..16, fd77::11..16 --- lan0 gw wan0 --- 203.0.113.11..18 s..z
#                                                             2001:db8::11..18
#
# Each host is a network namespace. lan0 is a bridge of gw, so that traffic within the LAN
# is captured too. 198.51.100.0/24 and 198.18.0.0/16 are on the WAN side for more addresses
# (`aliases`); from 198.19.0.0/16 and 2001:db8:ffff::/48 nothing ever answers.

lan_hosts="a b c d e f"
wan_hosts="s t u v w x y z"

card() { # KEY: what the head of the scenario says
	sed -n "1,20s/^# $1: *//p" "$file" | head -1
}

setting() { # NAME VALUE...: a line of the capture's card
	echo "$1: ${*:2}" >>"$work/card"
}

wait_for() { # SECONDS COMMAND...: until it succeeds
	local tries=$(($1 * 20))
	shift
	while [ $tries -gt 0 ]; do
		"$@" >/dev/null 2>&1 && return 0
		tries=$((tries - 1))
		sleep 0.05
	done
	return 1
}

# --- chance: the same seed and scenario choose the same -------------------------------------

random_start() { # TEXT
	random_stream=$work/random
	cksum <<<"$1" | cut -d' ' -f1 >"$random_stream"
}

pick() { # LOW HIGH: a number, both included
	local state
	state=$(($(<"$random_stream") * 6364136223846793005 + 1442695040888963407))
	echo $state >"$random_stream"
	echo $(($1 + ((state >> 33) & 0x7fffffff) % ($2 - $1 + 1)))
}

choose() { # WORD...: one of them
	shift $(($(pick 1 $#) - 1))
	echo "$1"
}

shuffled() { # WORD...: all of them in another order
	local words=("$@") at other word
	for ((at = $# - 1; at > 0; at--)); do
		other=$(pick 0 $at)
		word=${words[at]} words[at]=${words[other]} words[other]=$word
	done
	echo "${words[@]}"
}

some() { # LOW HIGH WORD...: as many of them, in another order
	local count
	count=$(pick "$1" "$2")
	shift 2
	# shellcheck disable=SC2046 # words
	set -- $(shuffled "$@")
	echo "${@:1:count}"
}

pause() { # LOW HIGH: sleeps so many milliseconds
	local ms
	ms=$(pick "$1" "$2")
	sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
}

new_seed() { # prints a seed for a program's own chance
	pick 1 1000000
}

# --- hosts ----------------------------------------------------------------------------------

on() { # HOST COMMAND...
	nsenter --net="/run/netns/$1" -- "${@:2}"
}

bg() { # HOST COMMAND...: in the background; $! is the command itself
	nsenter --net="/run/netns/$1" -- "${@:2}" &
}

# What a scenario does until it is stopped.
for_ever() { # COMMAND...
	while :; do
		"$@"
	done
}

# A daemon, in the foreground of its own session; it ends with the scenario.
serve() { # HOST COMMAND...
	nsenter --net="/run/netns/$1" -- setsid "${@:2}" </dev/null &
}

listening() { # HOST PORT [tcp|udp]: waits until something listens there
	local kind=-lt
	[ "${3:-tcp}" = udp ] && kind=-lu
	wait_for 15 sh -c "nsenter --net=/run/netns/$1 -- ss -Hn $kind 'sport = :$2' | grep -q ." || {
		echo "nothing listens on port $2 of $1"
		return 1
	}
}

place_of() { # HOST: its last octet
	local at=11 host
	for host in $lan_hosts; do
		[ "$host" = "$1" ] && { echo $at; return; }
		at=$((at + 1))
	done
	at=11
	for host in $wan_hosts; do
		[ "$host" = "$1" ] && { echo $at; return; }
		at=$((at + 1))
	done
	return 1
}

addr() { # HOST
	case $1 in
	gw) echo 192.168.77.1 ;;
	[a-f]) echo 192.168.77.$(place_of "$1") ;;
	[s-z]) echo 203.0.113.$(place_of "$1") ;;
	esac
}

addr6() { # HOST
	case $1 in
	gw) echo fd77::1 ;;
	[a-f]) echo fd77::$(place_of "$1") ;;
	[s-z]) echo 2001:db8::$(place_of "$1") ;;
	esac
}

aliases() { # HOST ADDRESS...: more addresses of a WAN host
	local host=$1 address
	shift
	for address; do
		case $address in
		*:*) echo "addr add $address/128 dev eth0 nodad" ;;
		*) echo "addr add $address/32 dev eth0" ;;
		esac
	done | ip -n "$host" -batch -
}

# More clients behind a LAN host, which hides them behind its own address: HOST1, HOST2...
household() { # HOST COUNT
	local at
	ip -n "$1" link add home0 type bridge
	ip -n "$1" addr add 10.77.0.1/24 dev home0
	ip -n "$1" link set home0 up
	on "$1" sysctl -qw net.ipv4.ip_forward=1
	on "$1" nft -f - <<-'NFT' || return 1
		table ip nat {
			chain post {
				type nat hook postrouting priority 100;
				ip saddr 10.77.0.0/24 oifname "eth0" masquerade
			}
		}
	NFT
	for at in $(seq 1 "$2"); do
		ip netns add "$1$at"
		ip -n "$1$at" link add eth0 type veth peer name "home$at" netns "$1"
		ip -n "$1" link set dev "home$at" master home0 up
		on "$1$at" ethtool -K eth0 tx off tso off gso off gro off >/dev/null
		ip -n "$1$at" link set lo up
		ip -n "$1$at" link set eth0 up
		ip -n "$1$at" addr add 10.77.0.$((at + 10))/24 dev eth0
		ip -n "$1$at" route add default via 10.77.0.1 || return 1
	done
}

path() { # DELAY_MS JITTER_MS LOSS_PERMILLE: of the line between gateway and WAN, each way
	if [ -n "${line_pid:-}" ]; then
		kill "$line_pid"
		wait "$line_pid" 2>/dev/null
	fi
	nsenter --net=/run/netns/net -- "$builddir/tests/lab/line" -d "$1" -j "$2" -l "$3" \
		-s "$(pick 0 1000000)" up0 line0 >"$work/line" 2>&1 &
	line_pid=$!
	setting path "$1 ms, jitter $2 ms, loss $3 per mille"
	wait_for 5 grep -q 'line is up' "$work/line"
}

rate() { # MBIT_DOWN MBIT_UP: of the gateway's uplink
	nsenter --net=/run/netns/net -- tc qdisc replace dev up0 root tbf rate "$1mbit" \
		burst 64k latency 60ms
	nsenter --net=/run/netns/gw -- tc qdisc replace dev wan0 root tbf rate "$2mbit" \
		burst 64k latency 60ms
	setting rate_mbit "$1 down, $2 up"
}

addresses_of() { # HOST: all it has, a line each
	ip -n "$1" -o addr show | awk '$4 !~ /^(127\.|::1)/ { sub("/.*", "", $4); print $4 }'
}

hosts_list() { # lines "NAME ADDRESS...", for the labels
	local host
	for host in gw $lan_hosts $wan_hosts; do
		echo "$host" $(addresses_of "$host")
	done
}

# --- intents: what is an attack is said by what starts it -----------------------------------

intent_begin() { # SRC DST PROTO DPORT: HOST, address, CIDR or `*`; tcp, udp, icmp or any; 0: any
	intent=$BASHPID.$EPOCHREALTIME
	echo "begin $intent $EPOCHREALTIME $label $1 $2 $3 $4" >>"$work/intents"
}

intent_end() { # [INTENT]: the last one if it is not said which
	echo "end ${1:-$intent} $EPOCHREALTIME" >>"$work/intents"
}

attack() { # SRC DST PROTO DPORT -- COMMAND...: runs it on SRC
	local intent src=$1 status
	intent_begin "$1" "$2" "$3" "$4"
	shift 4
	[ "$1" = -- ] && shift
	echo "attack from $src: $*"
	on "$src" "$@"
	status=$?
	intent_end "$intent"
	return $status
}

# --- several things at once -----------------------------------------------------------------

aside() { # FUNCTION [ARGUMENT...]: in the background, with a random stream of its own
	local stream
	stream=$(pick 1 2000000000)
	(
		random_stream=$work/random.$stream
		echo "$stream" >"$random_stream"
		"$@"
	) &
}

# Another scenario behind this one, for at most the seconds of its card; does not wait. Its
# servers stay, for whom they serve next.
mix() { # benign/NAME
	local seconds
	seconds=$(sed -n '1,20s/^# seconds: *//p' "$lab/$1.sh")
	setting mixed "$1"
	timeout "$seconds" "$lab/scene" "$lab/$1.sh" "$work" "$(pick 1 2000000000)" &
}

# --- topology -------------------------------------------------------------------------------

host_up() { # HOST BRIDGE BRIDGE_NS GATEWAY4 GATEWAY6
	local host=$1 bridge=$2 ns=$3 mac
	mac=$(printf '02:%02x:%02x:%02x:%02x:%02x' "$(pick 0 255)" "$(pick 0 255)" \
		"$(pick 0 255)" "$(pick 0 255)" "$(pick 0 255)")
	ip netns add "$host"
	ip -n "$host" link add eth0 address "$mac" type veth peer name "$host" netns "$ns"
	ip -n "$ns" link set dev "$host" master "$bridge" up || return 1
	on "$host" ethtool -K eth0 tx off tso off gso off gro off >/dev/null
	on "$host" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
		net.ipv4.ping_group_range='0 2147483647' \
		net.ipv4.ip_local_port_range="$(pick 20000 40000) $(pick 45000 65000)"
	ip -n "$host" -batch - <<-BATCH
		link set lo up
		link set eth0 up
		addr add $(addr "$host")/24 dev eth0
		addr add $(addr6 "$host")/64 dev eth0 nodad
		route add default via $4
		route add default via $5
	BATCH
}

gateway_up() {
	ip netns add gw
	ip netns add net
	on net sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	ip -n net link add net0 type bridge mcast_snooping 0
	ip -n net link set net0 up
	ip -n net link add line0 type veth peer name line1
	ip -n net link set line1 master net0 up
	ip -n net link set line0 up
	ip -n gw link add lan0 type bridge mcast_snooping 0
	ip -n gw link add wan0 type veth peer name up0 netns net
	ip -n net link set up0 up
	on gw ethtool -K wan0 tx off tso off gso off gro off >/dev/null
	on gw ethtool -K lan0 tx off tso off gso off gro off >/dev/null
	on gw sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
		net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	ip -n gw -batch - <<-BATCH
		link set lo up
		link set lan0 up promisc on
		link set wan0 up
		addr add 192.168.77.1/24 dev lan0
		addr add fd77::1/64 dev lan0 nodad
		addr add 203.0.113.1/24 dev wan0
		addr add 2001:db8::1/64 dev wan0 nodad
		route add 198.51.100.0/24 dev wan0
		route add 198.18.0.0/16 dev wan0
		route add blackhole 198.19.0.0/16
		route add blackhole 2001:db8:ffff::/48
	BATCH
}

gateway_masquerade() {
	on gw nft -f - <<-'NFT'
		table inet nat {
			chain post {
				type nat hook postrouting priority 100;
				iifname "lan0" oifname "wan0" masquerade
			}
		}
	NFT
}

names_up() { # /etc/hosts knows the hosts; a resolver is the scenario's own affair
	local host
	echo "127.0.0.1 localhost" >/etc/hosts
	for host in gw $lan_hosts $wan_hosts; do
		echo "$(addr "$host") $host"
	done >>/etc/hosts
	rm -f /etc/resolv.conf
	echo "nameserver 127.0.0.1" >/etc/resolv.conf
}

topology_up() {
	local host
	ip link set lo up
	gateway_up || return 1
	for host in $lan_hosts; do
		host_up "$host" lan0 gw 192.168.77.1 fd77::1 || return 1
	done
	for host in $wan_hosts; do
		host_up "$host" net0 net 203.0.113.1 2001:db8::1 || return 1
	done
	if [ "$masqueraded" = yes ]; then
		gateway_masquerade || return 1
	fi
	names_up
	rate "$(choose 50 100 200 300)" "$(choose 10 20 50 100)"
	path "$(choose 1 5 10 20 40)" "$(choose 0 1 3)" "$(choose 0 0 1 5)"
}
