"""How a signer is named: an acting head signs with their own name, as acting (nobody signs "for" another)."""

from agencies.models import Employee, Post
from agencies.rules import MAY, Power


def signing_posts(employee: Employee) -> list[Post]:
    """The person's posts of today that allow signing, an acting one first."""
    posts = [post for post in employee.current_posts if Power.SIGN in MAY[post.role]]
    return sorted(posts, key=lambda post: not post.is_acting)


def signing_post(employee: Employee) -> str:
    """The words above the name: the post itself, or that of the head whose duties the person performs."""
    posts = signing_posts(employee)
    if not posts:
        return ""
    title = posts[0].title
    return title[0].upper() + title[1:]
