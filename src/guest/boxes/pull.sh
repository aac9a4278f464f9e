# shellcheck shell=sh
# Fetches an image for sessions where it is not there. IMAGE
pulled "$1"
