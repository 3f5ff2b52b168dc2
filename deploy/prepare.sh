#!/bin/sh
# Prepares BAPTA_HOME for a server: the content of the image, model, index, database. What is there
# already stays, and every step may be repeated.
set -eu
umask 077

for name in models index; do
    if [ -d "$IMAGE_CONTENT/$name" ] && [ ! -e "$BAPTA_HOME/$name" ]; then
        # Whole or not at all: a copy that was interrupted is begun anew.
        rm -rf "$BAPTA_HOME/.$name.new"
        cp -r "$IMAGE_CONTENT/$name" "$BAPTA_HOME/.$name.new"
        mv "$BAPTA_HOME/.$name.new" "$BAPTA_HOME/$name"
    fi
done
bapta model fetch
bapta index build
bapta db upgrade
