"""Several lanes of one backend in this process, each with a thread and a database session of its own."""

import threading

from .lane import Lane, nothing


def run_lanes(profile, connect, seconds=20.0, hook=None):
    """Drain a backend with up to `profile.lanes` lanes; lanes that another process holds are left to it.

    connect() -> a new psycopg2 connection. Returns how many messages were dealt with. The first error of a lane is
    raised after all lanes have ended: the others finish what they hold.
    """
    totals, errors, connections = [], [], []

    def drain(number):
        connection = connect()
        connections.append(connection)
        try:
            store = profile.store(connection)
            if not store.take_lane(number):
                return
            store.enlist()
            totals.append(Lane(store, profile, hook or nothing).run(seconds))
        except Exception as error:  # a lane must not take the others down; raised below
            errors.append(error)
        finally:
            connection.close()

    if profile.lanes == 1:
        drain(0)
    else:
        threads = [threading.Thread(target=drain, args=(number,)) for number in range(profile.lanes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]
    return sum(totals)
