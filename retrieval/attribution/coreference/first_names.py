"""First names that tell a reader "he" or "she", and what some are short for; only those that leave little doubt."""

MALE = frozenset(
    "aaron adam alan albert alex andrew andy anthony antonin arnold arthur barack barry ben benjamin bernard bernie "
    "bill bob bobby brad brandon brian bruce carl carlos charles charlie chris chuck clarence colin corey cornel "
    "craig dan daniel darrell dave david dean dennis devin dick don donald doug douglas ed eddie edward eric ernest "
    "evan francis frank fred gary gavin geoffrey george gerald glenn gordon graham greg gregory gustav harold harry "
    "henry howard hugh ian jack jacob jake james jared jason jeb jeff jeffrey jeremy jerry jim jimmy joe joel john "
    "johnny jon jonathan jorge jose joseph josh joshua juan julian justin karl keith ken kenneth kevin larry "
    "lawrence lester lou luis marc marco mark martin matt matthew michael miguel mike mitch mitt nate nathan neil "
    "newt nicholas nick nigel norman oliver oscar patrick paul pete peter phil philip rand ralph randy ray reince "
    "ricardo richard rick rob robert roger ron ronald rudy rush russell ryan sam samuel scott sean sheldon simon "
    "stanley stephen steve steven stuart ted terry theodore thomas tim timothy todd tom tony trey tyler victor "
    "vincent vladimir walter warren wayne wes will william".split()
)
FEMALE = frozenset(
    "abigail alice alicia alison amanda amy andrea angela anita ann anna anne annie ashley barbara beth betsy betty "
    "beverly brenda bridget carly carol caroline carrie catherine cathy charlotte chelsea cheryl christina "
    "christine cindy claire connie cynthia dana deborah debbie denise diana diane donna dorothy elaine eleanor "
    "elizabeth ellen emily emma erin eva eve evelyn fiona frances gail gina gloria grace greta hannah heather heidi "
    "helen hillary holly hope huma irene ivanka jackie jane janet janice jean jennifer jenny jessica jill joan "
    "joanna joyce judith judy julia julie karen kate katherine kathleen kathy katie kellyanne kelly kim kimberly "
    "kirsten kristen laura lauren leah linda lisa liz loretta lori louise lucy lynn madeleine margaret maria "
    "marianne marie marilyn marine martha mary maureen megan megyn melania melissa michelle miriam monica nancy "
    "natalie nicola nicole nikki olivia pamela patricia paula peggy penny phyllis rachel rebecca rita robin rosa "
    "rose roxane ruth sally samantha sandra sara sarah sharon sheila shirley sonia sophie stephanie sue susan "
    "suzanne sylvia tammy tara teresa theresa tina tracy tulsi ursula valerie vanessa veronica victoria virginia "
    "vivian wendy yvonne zoe".split()
)
SHORT = {
    "bill": "william", "bob": "robert", "chuck": "charles", "dick": "richard", "jim": "james", "jack": "john",
    "liz": "elizabeth", "mike": "michael", "rick": "richard", "ted": "edward", "tony": "anthony", "harry": "harold",
    "kate": "katherine", "peggy": "margaret", "bernie": "bernard", "jerry": "gerald", "andy": "andrew",
}  # fmt: skip
