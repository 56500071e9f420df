create index courses_interest_of_email on courses_interest (lower(email));
