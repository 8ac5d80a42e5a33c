"""The tables of the stats book: releases, facts, outcomes and claims."""
