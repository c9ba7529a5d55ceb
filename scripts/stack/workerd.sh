#!/bin/sh
# Stands in for workerd (MINIFLARE_WORKERD_PATH): becomes workerd itself, with a watch beside it that ends it when the
# launcher is gone. A killed launcher cannot do that, and a workerd left behind keeps the ports and writes to the state.
workerd=$$
# Ctrl-C reaches every process of the terminal; the launcher ends its runtime itself, after the queues have drained.
trap '' INT HUP
echo "$workerd" >"$TURNPIKE_WORKERD_PID_FILE"
(
  # The parent changes when the launcher dies; its number alone could still belong to one that nobody has reaped.
  parent=$TURNPIKE_LAUNCHER_PID
  while [ "$parent" = "$TURNPIKE_LAUNCHER_PID" ]; do
    sleep 0.3
    if [ -d /proc/self ]; then
      read -r _ _ _ parent _ <"/proc/$workerd/stat" || exit 0
    else
      parent=$(ps -o ppid= -p "$workerd" | tr -d ' ')
    fi
  done
  kill -9 "$workerd"
) </dev/null >/dev/null 2>&1 3>&- &
exec "$TURNPIKE_WORKERD_PATH" "$@"
