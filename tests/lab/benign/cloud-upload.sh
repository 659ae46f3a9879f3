# SPDX-License-Identifier: MIT
# label: benign
# source: lab-benign
# needs: python3 openssl
# seconds: 120
# Pictures and one film go to a store outside: much more out than in.

servers() {
	talk_up u 443 --tls
}

scenario() {
	aside talk "$(choose a b)" "$(addr u)" 443 --tls "$(choose --keep --tls)" \
		--count "$(pick 10 40)" \
		--every 50-1500 --send 500000-4000000 --get 200-600 --timeout 30
	aside talk "$(choose c d)" "$(addr u)" 443 --tls --count 1 \
		--send "$(pick 20000000 80000000)" \
		--timeout 90
	wait
}
