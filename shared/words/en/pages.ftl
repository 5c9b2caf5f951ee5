# The few pages behind the links of mails: what stands for itself is the heading and the title; the parts stand in the page.

ConfirmPage = Verify your e-mail address
    .text = One press, and your account is ready.
    .button = Verify my address
UnsubscribePage = No more mails about documents?
    .text = One press, and you get none any more. What is meant for you stays where it is, and you can turn the mails on again in your account.
    .button = No more of these mails
PasswordPage = Set a new password
    .label = New password, 10 to 128 characters
    .button = Set this password
    .text = You will be logged out everywhere else.
LinkPasswordPage = This link asks for a password
    .label = Password
    .button = Download
InvitationPage = You are invited
    .username = User name, 3 to 32 letters and digits
    .name = What you want to be called (you may leave it empty)
    .password = Password, 10 to 128 characters
    .button = Accept the invitation
DonePage = Done
    .button = Log in
FailedPage = This did not work

# What came of it.

PageVerified = Your e-mail address is verified. You can log in now.
PagePasswordSet = The new password is set. You can log in with it now.
PageInvitationAccepted = Welcome. You can log in now.
PageUnsubscribed = You get no more mails about documents.
PageInvalidLink = This link is not valid. Please copy the whole of it from the mail.
PageExpiredLink = This link has expired. Please ask for a new mail.
PageEmailTaken = Another account has taken this address in the meantime.
UsernameField = The user name
DisplayNameField = The name to be called by
PasswordField = The password
