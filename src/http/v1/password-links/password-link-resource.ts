import Type from "typebox";
import type { SendLink } from "../../../accounts/password-links/invite-user.ts";
import { passwordLinkPath } from "../../../accounts/password-links/password-link.ts";
import type { Context } from "../../../context.ts";
import { mailPasswordLink } from "../../../mail/password-link-mail.ts";

export const LinkToken = Type.String({ maxLength: 255, description: "What follows # in the link" });

export const linkFields = {
  link: Type.Union([Type.String(), Type.Null()], {
    description: "The link to pass on; null: it was mailed, since there is a mail server",
  }),
};

/** Mails links if there is a mail server. */
export const sendLink =
  (context: Context, from: string): SendLink =>
  async (tx, link) => {
    if (context.config.SMTP_URL !== undefined) await mailPasswordLink(tx, context, link, from);
  };

/** The link to show to the administrator, if it was not mailed. */
export const shownLink = ({ config, publicUrl }: Context, token: string) =>
  config.SMTP_URL === undefined ? publicUrl() + passwordLinkPath(token) : null;
