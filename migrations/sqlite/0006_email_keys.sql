-- Keys of e-mail addresses have their domain in ASCII from now on. Those that are older are found by this index at the
-- next start, which renews them: SQL knows no IDNA. What stays in it is a mailbox that has two accounts.
CREATE INDEX users_by_old_email_key ON users (id) WHERE octet_length(email_key) <> length(email_key);
