# SPDX-License-Identifier: MIT
# bash completion of weir: verbs, commands and options are those that its --help names, and
# what a capital word there stands for is looked up.

_weir_help() { # [VERB]
	"${COMP_WORDS[0]/#\~/$HOME}" "$@" --help 2>/dev/null
}

_weir_values() { # CAPITAL_WORD...
	local word
	for word; do
		case $word in
		INTERFACE | IFACE) ls /sys/class/net ;;
		# Alarms that the running sensor keeps, by what an alarm is called on the command line.
		ID) "${COMP_WORDS[0]/#\~/$HOME}" explain 2>/dev/null | grep -o '^[0-9a-f]\{4,\}' ;;
		# Rules of the running sensor; only del takes one that is there.
		NAME)
			[ "${COMP_WORDS[2]}" != del ] ||
				"${COMP_WORDS[0]/#\~/$HOME}" "${COMP_WORDS[1]}" list 2>/dev/null |
				sed -n 's/^\([A-Za-z0-9._-]\{1,\}\)  .*/\1/p'
			;;
		SHELL_FILES) compgen -f -- "${COMP_WORDS[COMP_CWORD]}" ;;
		esac
	done
}

# How the verb, or its command that was already given, is used: a line for each way.
_weir_usage() { # HELP
	local usage commands
	# Up to the first empty line; what is indented further goes on from the line before.
	usage=$(sed -n '/^$/q; s/^\(usage:\|      \) weir [a-z-]* *//; p' <<<"$1" |
		sed -e ':more' -e '$!N' -e 's/\n \{8,\}/ /' -e 't more' -e 'P' -e 'D')
	commands=$(grep -e "^\([a-z|-]*|\)\?${COMP_WORDS[2]}\([| ]\|$\)" <<<"$usage")
	if [ "$COMP_CWORD" -gt 2 ] && [ -n "$commands" ]; then
		sed 's/^[^ ]*//' <<<"$commands"
	else
		echo "$usage"
	fi
}

_weir()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local help usage words= wanted=

	if [ "$COMP_CWORD" -eq 1 ]; then
		words="$(_weir_help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p') --help"
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
		return
	fi
	help=$(_weir_help "${COMP_WORDS[1]}")
	usage=$(_weir_usage "$help")
	help="$usage"$'\n'$(grep '^  *-' <<<"$help")
	# What the option before takes, if it takes something: "--state DIR", "[-c FILE]".
	[[ $before != -* ]] || wanted=$(grep -oe "\(^\|[ [|]\)$before [A-Z]\{1,\}" <<<"$help")
	if [ -n "$wanted" ]; then
		[ "$before" != --iface ] || wanted=INTERFACE
	elif [[ $word == -* ]]; then
		words="$(grep -oe '\(^\|[ [|]\)--\?[a-z][a-z-]*' <<<"$help" | tr -d ' [|') --help"
	else
		words=$(grep -o '^[a-z][a-z|-]*' <<<"$usage" | tr '|' '\n')
		[ -n "$words" ] || wanted=$(sed 's/-[a-z-]* [A-Z]*//g' <<<"$usage" | grep -o '[A-Z]\{2,\}')
	fi
	case $wanted in
	*FILE* | *DIR* | *PATH* | *CAPTURE*) wanted="$wanted SHELL_FILES" ;;
	esac
	# shellcheck disable=SC2086
	words="$words $(_weir_values $wanted)"
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word" | sort -u)
}
complete -o filenames -F _weir weir
