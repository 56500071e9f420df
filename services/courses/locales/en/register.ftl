# register

## Questions of the form
question-kind-text = One line of text
question-kind-long-text = Several lines of text
question-kind-number = A number
question-kind-yes-no = Yes or no
question-kind-one = One of several
question-kind-several = Any of several
question-kind-date = A date
question-yes = Yes
question-no = No
question-error-too-many = A form can have at most 40 questions
question-error-id = Two questions have the same name, or one has none
question-error-label = Write the question
question-error-too-long = A question, hint or choice can have at most 200 characters
question-error-choices = Give at least two different choices
question-error-condition = Choose an earlier question and one of its answers
question-error-keep = Enter the days after the course, from 0 to 36500
