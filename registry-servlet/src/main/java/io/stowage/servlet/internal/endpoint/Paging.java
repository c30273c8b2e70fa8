package io.stowage.servlet.internal.endpoint;

import io.stowage.registry.error.ErrorCode;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.Exchange;
import io.stowage.servlet.internal.http.LinkHeader;
import io.stowage.servlet.internal.http.Query;
import io.stowage.servlet.internal.http.Quote;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import java.util.List;
import java.util.Optional;

/**
 * The parameters {@code n} and {@code last} of a list, and the {@code Link} that goes on from there.
 *
 * <p>A malformed {@code n} is {@code UNSUPPORTED} with status 400: the specification's table has no code for it, and no
 * client gives this one another meaning.
 */
final class Paging {
    private Paging() {}

    /**
     * The part of the list that a query asks for.
     *
     * @param most what larger numbers are cut to, and what is meant where the query has none
     */
    static PageRequest request(Query query, int most) {
        return new PageRequest(
                query.one("last"), query.one("n").map(n -> limit(n, most)).orElse(most));
    }

    private static int limit(String n, int most) {
        if (n.isEmpty() || !n.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RegistryException(
                    400, ErrorCode.UNSUPPORTED, "n is " + Quote.of(n) + ", not a number of entries, 0 or more");
        }
        try {
            return (int) Math.min(Long.parseLong(n), most);
        } catch (NumberFormatException moreThanALong) {
            return most;
        }
    }

    /**
     * Points to the next page, if there is one.
     *
     * @param location where the list is
     * @param filters values of {@code artifactType} to repeat
     * @param last the last entry of this page; empty if it has none
     */
    static void linkToNext(
            Exchange exchange, String location, PageRequest request, List<String> filters, Optional<String> last) {
        // distribution-spec end-8: no Link when n is zero
        if (last.isEmpty() || request.limit() == 0) {
            return;
        }
        LinkHeader link = new LinkHeader(location).with("n", Integer.toString(request.limit()));
        for (String filter : filters) {
            link.with("artifactType", filter);
        }
        exchange.setHeader("Link", link.with("last", last.get()).toString());
    }

    /** The last entry of a page that goes on; empty for the last page. */
    static <T> Optional<String> lastOf(Page<T> page) {
        List<T> entries = page.entries();
        return page.more() && !entries.isEmpty()
                ? Optional.of(entries.get(entries.size() - 1).toString())
                : Optional.empty();
    }
}
