import pytest

from tests.discord.conftest import Scene

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("question", "logged"), [("refused", []), ("broken", [ZeroDivisionError])])
async def test_only_unexpected_errors_are_logged_with_a_traceback(
    scene: Scene, caplog: pytest.LogCaptureFixture, question: str, logged: list[type[Exception]]
) -> None:
    await scene.alice.slash(scene.channel, "ask", question=question)
    await scene.alice.send_dm(question)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == logged * 2
    assert len(scene.env.errors) == 1
