"""The pages of referrals: the office's steps and lists, the partner's door, and the public way in by a link."""

from mrc.referrals.views import choosing, letter, office, package, papers, partner, partners

__all__ = ["choosing", "letter", "office", "package", "papers", "partner", "partners"]
