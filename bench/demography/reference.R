# The six stock-based estimators in R, with the operations of the package migest 2.0.5: its function ffs_demo where the
# package is installed, and otherwise its procedure written anew (proportional fitting by apply and sweep, as mipfp does it,
# stopped when no cell changes by 0.001 persons in a cycle). Tables of period p are p-start.bin, p-end.bin (n x n doubles by
# columns, birth x residence), p-births.bin and p-deaths.bin in the folder given; flows go to p-METHOD.bin.
# Prints which of both it is, one line for each estimate (period, method, seconds, cycles), and last the peak memory in MiB.

arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
n <- as.integer(arguments[2])
periods <- as.integer(arguments[3])
packaged <- requireNamespace("migest", quietly = TRUE)
cat("engine", if (packaged) paste("migest", packageVersion("migest")) else "the procedure of migest, without the package", "\n")

read <- function(period, name, count) readBin(file.path(folder, paste0(period, "-", name, ".bin")), "double", count)

cycles <- 0
fit <- function(seed, margins, targets, tolerance = 0.001, most = 100000) {
  table <- seed
  for (cycle in seq_len(most)) {
    before <- table
    for (m in seq_along(margins)) {
      sums <- apply(table, margins[[m]], sum)
      table <- sweep(table, margins[[m]], ifelse(targets[[m]] == 0 | sums == 0, 0, targets[[m]] / sums), "*")
    }
    cycles <<- cycles + 1
    if (max(abs(table - before)) < tolerance) break
  }
  table
}

# Native-born are scaled so that the change of all stocks is births minus deaths (steps 1 to 5 of the specification).
prepare <- function(start, end, births, deaths, closed) {
  if (closed) {
    gap <- sum(births - deaths) - (sum(end) - sum(start))
    diag(start) <- diag(start) * (1 - gap / 2 / sum(diag(start)))
    diag(end) <- diag(end) * (1 + gap / 2 / sum(diag(end)))
  }
  born <- diag(births)
  for (area in which(births > diag(end))) born[, area] <- end[, area] / sum(end[, area]) * births[area]
  died <- sweep(start, 2, deaths / colSums(start), "*")
  list(start = start - died, end = end - born)
}

closed <- function(tables) {
  difference <- rowSums(tables$start) - rowSums(tables$end)
  list(
    start = fit(tables$start, list(1, 2), list(rowSums(tables$start) - difference / 2, colSums(tables$start))),
    end = fit(tables$end, list(1, 2), list(rowSums(tables$end) + difference / 2, colSums(tables$end)))
  )
}

open <- function(tables) {
  difference <- rowSums(tables$start) - rowSums(tables$end)
  share <- function(table, totals) sweep(table, 1, ifelse(rowSums(table) == 0, 0, totals / rowSums(table)), "*")
  list(
    start = tables$start - share(tables$start, pmax(difference, 0)),
    end = tables$end - share(tables$end, pmax(-difference, 0))
  )
}

# Flows origin x destination x birthplace from a table of ones, stayers apart (minimum) or not (independence).
flows <- function(tables, minimum) {
  seed <- array(1, c(n, n, n))
  start <- tables$start
  end <- tables$end
  if (minimum) {
    stayers <- pmin(start, end)
    start <- start - stayers
    end <- end - stayers
    end <- sweep(end, 1, ifelse(rowSums(end) == 0, 0, rowSums(start) / rowSums(end)), "*")
    for (area in seq_len(n)) seed[area, area, ] <- 0
  }
  array <- fit(seed, list(c(1, 3), c(2, 3)), list(t(start), t(end)))
  total <- apply(array, c(1, 2), sum)
  diag(total) <- 0
  total
}

estimators <- function(start, end, births, deaths) {
  demographic <- function(method, stayers) {
    if (packaged) {
      names <- as.character(seq_len(n))
      dimnames(start) <- dimnames(end) <- list(birth = names, residence = names)
      array <- migest::ffs_demo(
        stock_start = start, stock_end = end, births = setNames(births, names), deaths = setNames(deaths, names),
        stayer_assumption = stayers, match_birthplace_tot_method = method, verbose = FALSE
      )
      total <- apply(array, c(1, 2), sum)
      diag(total) <- 0
      return(total)
    }
    tables <- prepare(start, end, births, deaths, method == "rescale")
    flows(if (method == "rescale") closed(tables) else open(tables), stayers)
  }
  change <- end - start
  diag(change) <- 0
  list(
    drop_negative = function() pmax(change, 0),
    reverse_negative = function() pmax(change, 0) + t(pmax(-change, 0)),
    migration_rate = function() {
      share <- start
      diag(share) <- 0
      share / sum(share) * sum(pmax(change, 0))
    },
    open = function() demographic("open-dr", TRUE),
    closed = function() demographic("rescale", TRUE),
    pseudo_bayes = function() 0.87 * demographic("rescale", TRUE) + 0.13 * demographic("rescale", FALSE)
  )
}

for (period in seq_len(periods)) {
  methods <- estimators(
    matrix(read(period, "start", n * n), n), matrix(read(period, "end", n * n), n),
    read(period, "births", n), read(period, "deaths", n)
  )
  for (method in names(methods)) {
    cycles <- 0
    seconds <- system.time(result <- methods[[method]]())[["elapsed"]]
    writeBin(as.vector(result), file.path(folder, paste0(period, "-", method, ".bin")))
    cat(period, method, seconds, cycles, "\n")
    flush(stdout())
  }
}
status <- readLines("/proc/self/status")
cat("peak", as.numeric(gsub("[^0-9]", "", grep("^VmHWM", status, value = TRUE))) / 1024, "\n")
