/** What useradd and groupadd may take for a name; a name of digits only would be read as a number. */
export const ACCOUNT_NAME = /^(?!\d+$)[A-Za-z0-9_][A-Za-z0-9_.@-]*\$?$/;
