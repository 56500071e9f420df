-- What the form of a request said, in short: another one sent under the same key is known as another.
-- Too short to tell a person by.
alter table courses_registration add column fingerprint text not null default '';
alter table courses_arrival add column fingerprint text not null default '';
