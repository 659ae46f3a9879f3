# SPDX-License-Identifier: MIT
# bash completion of weir

_weir()
{
	local verbs="alerts baseline check-config detach doctor explain features maps model replay"
	verbs="$verbs run stats"
	verbs="$verbs status test-alert version"
	local word=${COMP_WORDS[COMP_CWORD]} options=--help words=

	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$verbs --help" -- "$word")
		return
	fi
	case ${COMP_WORDS[1]} in
	alerts) options="--follow --json -n --socket --eve --help" ;;
	baseline)
		options="--duration --json --socket -o -c --help"
		words="status start stop list rollback reset learn"
		;;
	detach) options="--bpffs --help" ;;
	doctor)
		options="--bpffs -c --json --help"
		words=$(ls /sys/class/net)
		;;
	maps) options="--bpffs --json --help" ;;
	stats | status | test-alert) options="--json --socket --help" ;;
	run)
		options="--iface --mode --memory --window --model --home --eve --eve-socket"
		options="$options --control --run-dir --journal --bpffs --state --duration --account"
		options="$options --no-drop --log -c --help"
		words=$(ls /sys/class/net)
		;;
	explain) options="--json --socket --replay --model --baseline -c --help" ;;
	features) options="--kind --window --rules --memory -c --help" ;;
	model)
		options="--json --data -c --help"
		words="info check importance compare"
		;;
	replay)
		options="--json --flows --account --fail-on-alert --engine --model --baseline --memory"
		options="$options --window --flow-max --drains --state -c --help"
		;;
	esac
	case $word in
	-*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
	*) mapfile -t COMPREPLY < <(compgen -f -W "$words" -- "$word") ;;
	esac
}
complete -o filenames -F _weir weir
