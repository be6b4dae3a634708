package org.unipelt.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.Failures;
import org.unipelt.api.data.TableLayout;
import org.unipelt.api.data.TableReader;

/** Reads tables from files: finds the format by the ending, refuses what is no readable file. */
@Component
public final class FileTableReader implements TableReader {

    @Override
    public List<Row> read(Path path, TableLayout layout, List<String> required) {
        TableFile file = new TableFile(path.toString());
        if (Files.notExists(path)) {
            throw file.problem("does not exist", "Check the path");
        }
        if (Files.isDirectory(path)) {
            throw file.problem("is a folder and not a file", "Name a file in it: " + TableFormat.endings());
        }
        Optional<TableFormat> format = TableFormat.of(path);
        if (format.isEmpty() && layout.pattern().isEmpty()) {
            throw file.problem("its ending says nothing about its format", "Known endings: " + TableFormat.endings());
        }
        try (InputStream bytes = Files.newInputStream(path);
                EncodedReader text = new EncodedReader(file, bytes, layout.encoding())) {
            List<Row> rows = layout.pattern().isPresent()
                    ? DelimitedTable.read(
                            file,
                            new PatternRecords(file, text, layout.pattern().get()),
                            layout,
                            required)
                    : format.orElseThrow().read(file, text, layout, required);
            return layout.lists().isEmpty()
                    ? rows
                    : rows.stream().map(row -> Lists.split(row, layout.lists())).toList();
        } catch (AccessDeniedException e) {
            throw file.problem("must not be read by this user", "Change its permissions", e);
        } catch (IOException e) {
            throw file.problem("cannot be read (" + Failures.reason(e) + ")", "Check the disk or make a new copy", e);
        }
    }
}
