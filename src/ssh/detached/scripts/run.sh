# Becomes the login shell of the command, in the command's session.
ulimit -S -f "$PINK_LIMIT" 2>/dev/null
echo $$ > "$PINK_DIR/session" || exit
[ ! -t 0 ] || stty rows "$PINK_ROWS" cols "$PINK_COLS"
SHELL=$PINK_SHELL
export SHELL
n=${IFS#??}
m="printf \"\\036$PINK_NONCE\\036\""
c=$PINK_COMMAND
eval "set -- $PINK_ENV"
# Variables of the command, whose names can be those of this script.
[ $# = 0 ] || set -- env "$@"
unset PINK_ENV PINK_COMMAND PINK_DIR PINK_LIMIT PINK_MODE PINK_NONCE PINK_SHELL PINK_SPOOL PINK_SUPERVISE PINK_RUN PINK_ROWS PINK_COLS
