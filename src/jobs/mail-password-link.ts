import Type from "typebox";
import { answerForgottenPassword } from "../accounts/password-links/forgotten-password.ts";
import { mailPasswordLink } from "../mail/password-link-mail.ts";
import { job } from "../worker/job.ts";

/** Mails a link to somebody who forgot the password, if there is such a user. Without a mail server it does nothing. */
export default job({
  name: "mail-password-link",
  payload: Type.Object({ email: Type.String() }),
  async run(context, { email }) {
    if (context.config.SMTP_URL === undefined) return;
    await answerForgottenPassword(
      context.db,
      email,
      (tx, link) => mailPasswordLink(tx, context, link),
      context.clock(),
    );
  },
});
