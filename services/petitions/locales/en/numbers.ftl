petitions-numbers-menu = Figures of opinions
