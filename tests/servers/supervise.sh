# supervise DIR SIGNAL PROGRAM [ARG]...
#
# Runs the program until it ends by itself, and exits with its status, or until the pipe on descriptor 3
# is closed: then SIGNAL ends the program, and DIR is removed. DIR is made here, not by the parent, so that
# there is no moment at which nobody would remove it.
#
# A line in the pipe is another signal, which ends the program for now: DIR/down tells that it has ended,
# the next line starts it again.
dir=$1 signal=$2
shift 2
umask 077
mkdir -p "$dir" && cd "$dir" && exec >log 2>&1 || exit

while :; do
	"$@" </dev/null 3<&- &
	program=$!

	{
		if read -r sent <&3; then
			: >"$dir/halt"
		else
			sent=$signal
			: >"$dir/stop"
		fi
		kill -s "$sent" "$program"
	} &
	watcher=$!

	wait "$program"
	status=$?
	kill "$watcher" 2>/dev/null
	[ -e "$dir/halt" ] || break
	mv "$dir/halt" "$dir/down"
	read -r _ <&3 || : >"$dir/stop"
	rm -f "$dir/down"
	[ ! -e "$dir/stop" ] || break
done
if [ -e "$dir/stop" ]; then
	cd /
	for _ in 1 2 3 4 5 6 7 8 9 10; do # an orphan of the program may still be writing
		rm -rf "$dir" && break
		sleep 0.2
	done
fi
exit "$status"
