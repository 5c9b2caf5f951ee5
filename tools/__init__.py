"""What ./bench and deploy/check-compose are made of: `bench` measures Strongroom beside well-known programs that do the same on
the same machine, `compose` proves that the stack of docker-compose.yml loses nothing. Servers, clients and documents are
the same for both."""
