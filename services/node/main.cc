// Serves an agency's rooms in one process. See --help for every flag.
#include "services/node/node_main.h"

int main(int argc, char** argv) { return samverkan::NodeMain(argc, argv); }
