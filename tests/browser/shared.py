"""What tests of explorers in a browser share."""

SET_UP = (
    "from helpers.chapters.gradient_descent import STEP_SIZE\n"
    "from helpers.chapters.relu import HINGES\n"
    "from helpers.explorers import flipbook, laboratory"
)
FLIP = 'flipbook(STEP_SIZE, "learning_rate")'
LABORATORY = "laboratory(STEP_SIZE)"


def described(explorer, **settings):
    return explorer.describe(explorer.compute(**explorer.settings(**settings)))


def accessible(page, role):
    """Name and value of everything of a role, as the accessibility tree has them."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return {
        node["name"]["value"]: node.get("value", {}).get("value")
        for node in tree["nodes"]
        if node.get("role", {}).get("value") == role and not node["ignored"]
    }
