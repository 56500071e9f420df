-- How many places of each limited option there were for a draw, in the order of question and choice,
-- and how many of each its entries asked for.
alter table courses_draw add column option_places text not null default '';
alter table courses_draw_entry add column wants text not null default '';
alter table courses_draw_entry add column wants_drawn text;
