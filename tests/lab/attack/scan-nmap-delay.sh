# SPDX-License-Identifier: MIT
# label: portscan
# source: lab-nmap
# needs: nmap sshd
# seconds: 150
# A patient scan: one probe every so often.
. $lab/victims.sh

servers() {
	victim_ssh f 22
}

scenario() {
	_options=$(choose "-sS --scan-delay 1s --max-retries 1 --top-ports 100" \
		"-sS -T2 --top-ports 200" "-sT --scan-delay 2s --max-retries 0 --top-ports 60" \
		"-sS --max-rate 3 --top-ports 200")
	mix benign/web-curl
	setting options "$_options"
	attack x f tcp 0 -- timeout 130 nmap -n -Pn $_options "$(addr f)"
}
