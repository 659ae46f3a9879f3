# SPDX-License-Identifier: MIT
# bash completion of weir

_weir()
{
	local verbs="check-config features model replay version"
	local word=${COMP_WORDS[COMP_CWORD]} options=--help words=

	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$verbs --help" -- "$word")
		return
	fi
	case ${COMP_WORDS[1]} in
	features) options="--kind --window --memory -c --help" ;;
	model)
		options="--json --help"
		words="info check"
		;;
	replay)
		options="--json --flows --account --fail-on-alert --engine --model --memory"
		options="$options --window --flow-max --drains -c --help"
		;;
	esac
	case $word in
	-*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
	*) mapfile -t COMPREPLY < <(compgen -f -W "$words" -- "$word") ;;
	esac
}
complete -o filenames -F _weir weir
