# Reads the files listed in the file that is named first into data tables, and nothing more; prints files, rows and seconds.
suppressMessages({
  library(data.table)
  library(jsonlite)
  library(ncdf4)
})

flows <- function(path) {
  nested <- fromJSON(gzfile(path), simplifyVector = TRUE)
  rbindlist(lapply(names(nested), function(dest) {
    data.table(dest = dest, orig = names(nested[[dest]]), persons = unlist(nested[[dest]], use.names = FALSE))
  }))
}

grid <- function(path) {
  file <- nc_open(path)
  on.exit(nc_close(file))
  numeric <- Filter(function(variable) length(variable$dim) == 2 && variable$prec != "char", file$var)
  as.data.table(lapply(numeric, function(variable) as.vector(ncvar_get(file, variable))))
}

# Without the package R.utils, fread leaves it to gzip to unpack.
table <- function(path, separator) {
  if (endsWith(path, ".gz")) fread(cmd = paste("gzip -dc", shQuote(path)), sep = separator, na.strings = "", showProgress = FALSE)
  else fread(path, sep = separator, na.strings = "", showProgress = FALSE)
}

read <- function(path) {
  if (endsWith(path, ".json.gz")) flows(path)
  else if (endsWith(path, ".nc")) grid(path)
  else table(path, if (grepl("\\.txt", path)) "\t" else ",")
}

begun <- proc.time()[["elapsed"]]
frames <- lapply(readLines(commandArgs(trailingOnly = TRUE)[1]), read)
rows <- sum(vapply(frames, nrow, integer(1)))
cat(toJSON(list(files = length(frames), rows = rows, seconds = proc.time()[["elapsed"]] - begun), auto_unbox = TRUE), "\n")
