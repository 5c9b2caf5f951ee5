# Mails.
