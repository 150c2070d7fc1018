from django.core.management.base import BaseCommand, CommandError

from registry.models import Treaty
from registry.models.participation import rebuild
from registry.models.revision import publish
from registry.models.tables import batches

BATCH_SIZE = 200


class Command(BaseCommand):
    """Recomputes participation spells and entries into force from the acts.

    Treaties go in batches: stopping loses at most what the one at work had not yet stored.
    """

    help = (
        "Recomputes the derived tables from the acts. It may be stopped at any time: what is done "
        "stays done, and --after goes on from there."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--treaty", nargs="+", default=[], metavar="SLUG", help="These treaties alone."
        )
        parser.add_argument(
            "--after",
            default="",
            metavar="SLUG",
            help="Go on after this treaty, in order of slugs.",
        )

    def handle(self, *, treaty, after, verbosity, **options):
        treaties = Treaty.objects.order_by("slug").filter(slug__gt=after)
        if treaty:
            treaties = treaties.filter(slug__in=treaty)
        rows = list(treaties.values_list("slug", "pk"))
        unknown = sorted(set(treaty) - {slug for slug, _ in rows})
        if unknown:
            raise CommandError(f"There must be a treaty {', '.join(unknown)}.", returncode=2)
        shows = verbosity >= 1 and self.stderr.isatty()
        done = changed = 0
        try:
            for batch in batches(rows, BATCH_SIZE):
                changed += rebuild([pk for _, pk in batch])
                publish([pk for _, pk in batch])
                done += len(batch)
                after = batch[-1][0]
                if shows:
                    self.stderr.write(f"\r{done:,} of {len(rows):,} treaties", ending="")
            # The other nouns, and what is indexed of treaties that are gone.
            publish([pk for _, pk in rows] if treaty else None)
        except KeyboardInterrupt:
            raise CommandError(
                f"Stopped: {done} of {len(rows)} treaties are done and stay so. "
                f"Go on with: rebuild {f'--after {after}' if after else ''}".strip(),
                returncode=130,
            ) from None
        finally:
            if shows and done:
                self.stderr.write()
        if verbosity >= 1:
            self.stdout.write(f"Treaties rebuilt: {done}. Changed: {changed}.")
