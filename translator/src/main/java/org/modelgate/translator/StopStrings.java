package org.modelgate.translator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.StreamEvent;

/**
 * Cuts an answer at a stop string where the provider takes none (translation table, section 7). Text that may be the beginning of
 * one is held back, which is less than the longest of them. The provider's answer is read to its end all the same: only there is
 * its usage known, and all of it is paid for.
 */
public final class StopStrings {
    private static final int COUNT_MAX = 64;
    private static final int LENGTH_MAX = 256;

    private StopStrings() {}

    /**
     * Those of the client's stop strings that are watched for, each in a warning: what is made behind one isn't seen but costs.
     *
     * @param field the client's, for the warning
     */
    public static List<String> watched(List<String> asked, String field, Warnings warnings) {
        List<String> watched = new ArrayList<>();
        for (String stop : asked) {
            if (stop.isEmpty() || stop.length() > LENGTH_MAX || watched.size() == COUNT_MAX) {
                warnings.add(field, "unsupported");
            } else {
                warnings.add(field, "emulated");
                watched.add(stop);
            }
        }
        return List.copyOf(watched);
    }

    /** For providers that refuse stop strings of nothing but white space. */
    public static List<String> blankOnes(List<String> asked, Warnings warnings) {
        return watched(asked.stream().filter(String::isBlank).toList(), "stop", warnings);
    }

    /** The decoder's events up to the first stop string; the decoder itself if there are none. */
    public static StreamDecoder in(StreamDecoder decoder, List<String> stops) {
        return stops.isEmpty() ? decoder : new Watching(decoder, stops);
    }

    /** The answer up to the first stop string in its text. */
    public static InferenceResponse in(InferenceResponse answer, List<String> stops) {
        List<ContentPart> kept = new ArrayList<>();
        for (ContentPart part : answer.parts()) {
            Match match = part instanceof ContentPart.Text text ? first(text.text(), stops) : null;
            if (match == null) {
                kept.add(part);
                continue;
            }
            ContentPart.Text text = (ContentPart.Text) part;
            String logprobs =
                    text.logprobsJson() == null ? null : Logprobs.within(text.text(), match.start, text.logprobsJson());
            kept.add(new ContentPart.Text(
                    text.text().substring(0, match.start), text.cache(), text.citationsJson(), logprobs));
            return new InferenceResponse(
                    answer.id(),
                    answer.model(),
                    kept,
                    FinishReason.STOP_SEQUENCE,
                    match.stop,
                    null,
                    answer.usage(),
                    answer.serviceTier(),
                    answer.createdSeconds());
        }
        return answer;
    }

    private record Match(int start, String stop) {
        int end() {
            return start + stop.length();
        }
    }

    /** The one that a model would have met first: that ends first, and of those the longest. */
    private static @Nullable Match first(String text, List<String> stops) {
        Match first = null;
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at < 0) {
                continue;
            }
            Match match = new Match(at, stop);
            boolean sooner = first == null
                    || match.end() < first.end()
                    || (match.end() == first.end() && match.start < first.start);
            first = sooner ? match : first;
        }
        return first;
    }

    private static final class Watching implements StreamDecoder {
        private final StreamDecoder decoder;
        private final List<String> stops;
        /** What isn't given out yet; a text whose tokens are known stays in one piece with them. */
        private final Deque<StreamEvent.Text> held = new ArrayDeque<>();

        private int block;
        private @Nullable Match met;

        Watching(StreamDecoder decoder, List<String> stops) {
            this.decoder = decoder;
            this.stops = stops;
        }

        @Override
        public void feed(byte[] bytes, Consumer<StreamEvent> out) {
            decoder.feed(bytes, event -> event(event, out));
        }

        @Override
        public void end(Consumer<StreamEvent> out) {
            decoder.end(event -> event(event, out));
        }

        @Override
        public void cut(Consumer<StreamEvent> out) {
            if (met == null) {
                giveAll(out);
                decoder.cut(out);
            } else {
                out.accept(new StreamEvent.Finish(FinishReason.STOP_SEQUENCE, met.stop(), null));
            }
        }

        private void event(StreamEvent event, Consumer<StreamEvent> out) {
            if (met != null) {
                behind(met, event, out);
                return;
            }
            switch (event) {
                case StreamEvent.Text text -> text(text, out);
                case StreamEvent.Ping ping -> out.accept(ping);
                case StreamEvent.UsageUpdate usage -> out.accept(usage);
                default -> {
                    giveAll(out);
                    out.accept(event);
                }
            }
        }

        private void text(StreamEvent.Text text, Consumer<StreamEvent> out) {
            if (text.block() != block) {
                giveAll(out);
                block = text.block();
            }
            hold(text);
            String all = all();
            met = first(all, stops);
            give(met == null ? all.length() - beginning(all) : met.start, out);
            if (met != null) {
                held.clear();
                out.accept(new StreamEvent.BlockEnd(block));
            }
        }

        private void hold(StreamEvent.Text text) {
            StreamEvent.Text last = held.peekLast();
            if (last != null && last.logprobsJson() == null && text.logprobsJson() == null) {
                held.removeLast();
                held.add(new StreamEvent.Text(block, last.text() + text.text()));
            } else {
                held.add(text);
            }
        }

        private String all() {
            if (held.size() == 1) {
                return held.getFirst().text();
            }
            StringBuilder all = new StringBuilder();
            held.forEach(piece -> all.append(piece.text()));
            return all.toString();
        }

        private void giveAll(Consumer<StreamEvent> out) {
            held.forEach(out);
            held.clear();
        }

        /** @param length of what is no part of a stop string */
        private void give(int length, Consumer<StreamEvent> out) {
            int left = length;
            while (!held.isEmpty() && held.getFirst().text().length() <= left) {
                StreamEvent.Text whole = held.removeFirst();
                left -= whole.text().length();
                out.accept(whole);
            }
            StreamEvent.Text cut = held.peekFirst();
            if (left == 0 || cut == null) {
                return;
            }
            String logprobs = cut.logprobsJson();
            if (logprobs == null) {
                held.removeFirst();
                out.accept(new StreamEvent.Text(block, cut.text().substring(0, left)));
                held.addFirst(new StreamEvent.Text(block, cut.text().substring(left)));
            } else if (met != null) {
                String kept = Logprobs.within(cut.text(), left, logprobs);
                out.accept(new StreamEvent.Text(block, cut.text().substring(0, left), kept));
            }
        }

        /** Length of the longest end of the text that a stop string begins with. */
        private int beginning(String text) {
            for (int length = Math.min(text.length(), LENGTH_MAX - 1); length > 0; length--) {
                for (String stop : stops) {
                    if (stop.length() > length && text.regionMatches(text.length() - length, stop, 0, length)) {
                        return length;
                    }
                }
            }
            return 0;
        }

        /** What the model made behind the stop string is left out, but for what it cost. */
        private void behind(Match stop, StreamEvent event, Consumer<StreamEvent> out) {
            switch (event) {
                case StreamEvent.Ping ping -> out.accept(ping);
                case StreamEvent.UsageUpdate usage -> out.accept(usage);
                case StreamEvent.Failed failed -> out.accept(failed);
                case StreamEvent.Done done -> {
                    out.accept(new StreamEvent.Finish(FinishReason.STOP_SEQUENCE, stop.stop(), null));
                    out.accept(done);
                }
                default -> {
                    // not for the client
                }
            }
        }
    }
}
